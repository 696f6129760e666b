//! Which rules are for which site.

use crate::rules::{Rejection, Rule};

/// Whether a rule is for a document of this site: rules without sites are for
/// all, others for their sites and what lies below them. Excepted sites are
/// stronger.
pub(super) fn applies_to_site(rule: &Rule, site: Option<&str>) -> bool {
    let is_among = |sites: &[String]| {
        site.is_some_and(|site| sites.iter().any(|own| is_at_or_below(site, own)))
    };
    (rule.sites().is_empty() || is_among(rule.sites())) && !is_among(rule.except_sites())
}

/// Whether a review rejected what a rule removes from a document of this site.
pub(super) fn is_rejected(rule: &Rule, site: Option<&str>) -> bool {
    rule.rejected.iter().any(|rejection| match rejection {
        Rejection::Everywhere => true,
        Rejection::On(own) => site.is_some_and(|site| is_at_or_below(site, own)),
    })
}

fn is_at_or_below(site: &str, own: &str) -> bool {
    site.strip_suffix(own)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_itself_and_what_lies_below_it() {
        for (site, own, expected) in [
            ("news.example", "news.example", true),
            ("m.news.example", "news.example", true),
            ("fakenews.example", "news.example", false),
            ("example", "news.example", false),
        ] {
            assert_eq!(is_at_or_below(site, own), expected, "{site} {own}");
        }
    }
}
