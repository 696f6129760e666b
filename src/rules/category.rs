//! What kinds of boilerplate there are.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What happens to a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Action {
    /// The text is removed.
    Remove,
    /// The text stays and is reported.
    Tag,
    /// The text stays, whatever other rules say.
    Keep,
}

macro_rules! categories {
    ($($variant:ident $name:literal $action:ident $title:literal;)*) => {
        /// A kind of boilerplate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Category {
            $(#[doc = $title] #[serde(rename = $name)] $variant,)*
        }

        impl Category {
            /// Every category, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in rule ids, options and output, such as `newsletter`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the category holds, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What happens to its matches where a rule does not say.
            pub const fn default_action(self) -> Action {
                match self { $(Self::$variant => Action::$action,)* }
            }
        }
    };
}

categories! {
    Newsletter "newsletter" Remove "Invitations to receive mail, their forms and consent lines";
    Paywall "paywall" Remove "Notices that access is limited, and subscription offers";
    Donation "donation" Remove "Appeals to fund the publisher";
    Membership "membership" Remove "Invitations to clubs, events, webinars and podcasts of the publisher";
    Login "login" Remove "Log-in and registration prompts, labels of forms";
    Comment "comment" Remove "Comment prompts, counters and rules";
    Related "related" Remove "Lists of and links to other articles";
    Share "share" Remove "Share buttons and invitations to follow";
    App "app" Remove "Prompts for apps, notifications and channels";
    Media "media" Remove "Audio, video and machine-voice notices, reading time";
    Cookie "cookie" Remove "Cookie and consent notices";
    Advertisement "advertisement" Remove "Advertisement markers";
    Affiliate "affiliate" Tag "Commission disclosures";
    Navigation "navigation" Remove "Menus, skip links, search and pagination";
    Feedback "feedback" Remove "Polls, ratings and surveys";
    Error "error" Remove "Placeholders and messages of pages that did not load";
    Link "link" Remove "Bare addresses on lines of their own";
    Credit "credit" Tag "Photo and agency credits";
    Byline "byline" Tag "Bylines, dates and tags";
    Author "author" Tag "Notes on the author";
    Policy "policy" Tag "Standing notes on standards and corrections";
    Legal "legal" Tag "Copyright and terms";
    Mirror "mirror" Tag "Mirror and blocking hints";
    Syndication "syndication" Tag "Notes on where a text first appeared";
    Disclosure "disclosure" Tag "Notes on the use of artificial intelligence in the text";
    Embed "embed" Remove "Frames of embedded posts";
    Shape "shape" Remove "Lines that look like boilerplate, whatever they say";
    Custom "custom" Remove "Whatever a user's own rules are about";
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCategory(pub String);

impl fmt::Display for UnknownCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no category `{}`", self.0)
    }
}

impl std::error::Error for UnknownCategory {}

impl FromStr for Category {
    type Err = UnknownCategory;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|category| category.name() == name);
        found
            .copied()
            .ok_or_else(|| UnknownCategory(name.to_owned()))
    }
}
