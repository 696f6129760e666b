//! The choices that are in effect, and who made them.

use super::{Choices, Named};
use crate::rules::category::{Action, Category};
use crate::rules::layer::Layer;
use crate::rules::level::Level;
use crate::rules::set::Rejection;

/// One key of the effective configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// The table that the key is in; empty at the top.
    pub table: String,
    /// The key.
    pub key: String,
    /// The value, as TOML.
    pub value: String,
    /// The layer that set it.
    pub layer: Layer,
    /// File and line where it is set; empty where it is an option or built in.
    pub place: String,
}

/// Everything that `choices`, sorted by layer, come to.
pub(crate) fn settings(choices: &[Choices], rule_files: &[(Layer, &str)]) -> Vec<Setting> {
    let mut settings = Vec::new();
    let level = choices.iter().rev().find_map(|one| {
        let (level, place) = one.level.as_ref()?;
        Some((*level, one.layer, one.place(place.as_ref())))
    });
    let (level, layer, place) = level.unwrap_or((Level::default(), Layer::Builtin, String::new()));
    settings.push(top("level", quoted(level.name()), layer, place));
    let packs = choices.iter().rev().find_map(|one| {
        let packs = one.packs.as_ref()?;
        let place = packs.first().and_then(|pack| pack.place.as_ref());
        Some((list(packs), one.layer, one.place(place)))
    });
    let (packs, layer, place) = packs.unwrap_or((quoted("all"), Layer::Builtin, String::new()));
    settings.push(top("packs", packs, layer, place));
    for (layer, file) in rule_files
        .iter()
        .filter(|(layer, _)| *layer >= Layer::Project)
    {
        let key = match layer {
            Layer::Decisions => "decisions",
            _ => "rules",
        };
        settings.push(top(
            key,
            format!("[{}]", quoted(file)),
            *layer,
            String::new(),
        ));
    }
    for one in choices {
        for (key, names) in [("only", &one.only), ("skip", &one.skip)] {
            if let Some(first) = names.first() {
                let place = one.place(first.place.as_ref());
                settings.push(top(key, list(names), one.layer, place));
            }
        }
    }
    settings.extend(
        Category::ALL
            .iter()
            .map(|category| action(choices, *category)),
    );
    for one in choices {
        for (named, keys) in &one.adjustments {
            let place = one.place(named.place.as_ref());
            settings.extend(keys.values().into_iter().map(|(key, value)| Setting {
                table: format!("rule.{}", quoted(&named.name)),
                key: key.to_owned(),
                value,
                layer: one.layer,
                place: place.clone(),
            }));
        }
    }
    for one in choices {
        for (rule, rejection) in &one.rejections {
            settings.push(Setting {
                table: format!("rule.{}", quoted(rule)),
                key: "rejected".to_owned(),
                value: match rejection {
                    Rejection::Everywhere => quoted("everywhere"),
                    Rejection::On(site) => format!("[{}]", quoted(site)),
                },
                layer: one.layer,
                place: one.file.clone(),
            });
        }
    }
    settings
}

fn top(key: &str, value: String, layer: Layer, place: String) -> Setting {
    Setting {
        table: String::new(),
        key: key.to_owned(),
        value,
        layer,
        place,
    }
}

/// The action of a category, by the last layer that sets it.
fn action(choices: &[Choices], category: Category) -> Setting {
    let set = choices.iter().rev().find_map(|one| {
        let mut actions = one.actions.iter().rev();
        let (named, action) = actions.find(|(named, _)| named.name == category.name())?;
        Some((*action, one.layer, one.place(named.place.as_ref())))
    });
    let (action, layer, place) =
        set.unwrap_or((category.default_action(), Layer::Builtin, String::new()));
    Setting {
        table: "actions".to_owned(),
        key: category.name().to_owned(),
        value: quoted(action.name()),
        layer,
        place,
    }
}

fn list(names: &[Named]) -> String {
    let names: Vec<String> = names.iter().map(|named| quoted(&named.name)).collect();
    format!("[{}]", names.join(", "))
}

/// A string as TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

impl Action {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Tag => "tag",
            Self::Keep => "keep",
        }
    }
}
