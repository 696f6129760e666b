//! Which colour means what.

use anstyle::{Ansi256Color, AnsiColor, Style};

use crate::rules::Category;

/// The styles of a diff: each category has a colour that stays its own.
///
/// ```
/// use dechaff::Category;
/// use dechaff::report::diff::Palette;
///
/// let palette = Palette::terminal();
/// assert_ne!(palette.removed(Category::Newsletter), palette.removed(Category::Paywall));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    depth: Depth,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Depth {
    #[default]
    None,
    Colors,
}

impl Palette {
    /// No colours; what is marked is marked by signs.
    pub fn plain() -> Self {
        Self::default()
    }

    /// Colours for a terminal.
    pub fn terminal() -> Self {
        Self {
            depth: Depth::Colors,
        }
    }

    /// Whether there are no colours.
    pub fn is_plain(self) -> bool {
        self.depth == Depth::None
    }

    /// Text that a rule of the category removes.
    pub fn removed(self, category: Category) -> Style {
        self.style(Ansi256Color(color(category)).on_default())
    }

    /// Text that is gone, nobody says why.
    pub fn gone(self) -> Style {
        self.style(AnsiColor::Red.on_default())
    }

    /// Text that is new.
    pub fn added(self) -> Style {
        self.style(AnsiColor::Green.on_default())
    }

    /// Names of documents and headers of hunks.
    pub fn header(self) -> Style {
        self.style(AnsiColor::Cyan.on_default().bold())
    }

    /// Remarks beside the text.
    pub fn note(self) -> Style {
        self.style(Style::new().dimmed())
    }

    fn style(self, style: Style) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Colors => style,
        }
    }
}

/// Adds a line through text that is shown in its place among kept words.
pub(super) fn struck(style: Style) -> Style {
    if style.get_fg_color().is_none() {
        style
    } else {
        style.strikethrough()
    }
}

/// The number of a category's colour among the 256 of a terminal. They are readable
/// on black and on white; the three large kinds of prompts are blue, orange and pink.
pub fn color(category: Category) -> u8 {
    match category {
        Category::Newsletter => 33,
        Category::Paywall => 172,
        Category::Donation => 199,
        Category::Membership => 134,
        Category::Login => 37,
        Category::Comment => 71,
        Category::Related => 29,
        Category::Share => 107,
        Category::App => 97,
        Category::Media => 65,
        Category::Cookie => 137,
        Category::Advertisement => 160,
        Category::Affiliate => 167,
        Category::Navigation => 67,
        Category::Feedback => 101,
        Category::Error => 124,
        Category::Link => 31,
        Category::Credit => 66,
        Category::Byline => 96,
        Category::Author => 103,
        Category::Policy => 95,
        Category::Legal => 94,
        Category::Mirror => 72,
        Category::Syndication => 73,
        Category::Disclosure => 138,
        Category::Embed => 132,
        Category::Shape => 243,
        Category::Custom => 135,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_category_has_its_own_color() {
        let colors: BTreeSet<u8> = Category::ALL.iter().map(|one| color(*one)).collect();
        assert_eq!(colors.len(), Category::ALL.len());
    }
}
