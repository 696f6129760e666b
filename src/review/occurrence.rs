//! One place of a removal, as a reviewer sees it.

use super::decision::About;
use super::key::quoted;

/// A removal where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrence {
    /// The document, with the number of its record.
    pub document: String,
    /// The site, if it is known.
    pub site: Option<String>,
    /// Some of what stands before it.
    pub before: String,
    /// What goes.
    pub text: String,
    /// Some of what stands after it.
    pub after: String,
    /// What stands right before and after it apart from other proposals; see
    /// [`context`](crate::text::context).
    pub around: (String, String),
    /// Why it goes, in words.
    pub reasons: Vec<String>,
}

/// How far a decision reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This place.
    One,
    /// All places with the same words by the same rule.
    Group,
    /// What the rule removes on the site.
    RuleOnSite,
    /// Everything that the rule removes.
    Rule,
}

impl Occurrence {
    /// What a decision with this reach is about; `None` for a site that is not known.
    pub fn about(&self, reach: Reach) -> Option<About> {
        let text = quoted(&self.text);
        Some(match reach {
            Reach::One => {
                let (before, after) = self.around.clone();
                // Where nothing stands around it, it is the only place.
                if before.is_empty() && after.is_empty() {
                    About::Text(text)
                } else {
                    About::Place {
                        text,
                        before,
                        after,
                    }
                }
            }
            Reach::Group => About::Text(text),
            Reach::RuleOnSite => About::Site(self.site.clone()?),
            Reach::Rule => About::Everything,
        })
    }
}
