//! The table that the model is fitted on.

use super::features::features;
use crate::text::fold;

/// What the model sees of a text: a number for each of its features, from 0 to
/// 65535; a feature that comes back is there again.
///
/// ```
/// use dechaff::engine::wording_buckets;
///
/// assert_eq!(wording_buckets("Sign up"), wording_buckets("sign  UP"));
/// assert!(wording_buckets("").is_empty());
/// ```
pub fn wording_buckets(text: &str) -> Vec<u32> {
    let mut buckets = Vec::new();
    features(fold(text).text().trim(), |bucket| {
        buckets.push(bucket as u32)
    });
    buckets
}
