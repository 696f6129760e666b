//! The model: boosted regression trees (Friedman, "Greedy function
//! approximation: a gradient boosting machine", 2001), read from a text file.

use std::sync::OnceLock;

use super::features::{COUNT, Row};

/// The file of the model that is part of the program.
const FILE: &str = include_str!("../../../rules/shape.model");

/// An ensemble of trees.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Model {
    trees: Vec<Vec<Node>>,
}

/// A node of a tree; children are numbers of nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Split {
        feature: u16,
        /// Left up to this value, right above it.
        threshold: f32,
        left: u16,
        right: u16,
    },
    Leaf(f32),
}

impl Model {
    /// The model that is part of the program.
    pub(crate) fn builtin() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        // A test reads the file, so a mistake in it does not get this far; without
        // trees every score is one half, and no rule acts on that.
        MODEL.get_or_init(|| Self::parse(FILE).unwrap_or_default())
    }

    /// Reads a model: a tree a line, its nodes separated by blanks. A node is
    /// `feature<=threshold:left:right` or a number, the value of a leaf. Lines
    /// that begin with `#` are comments.
    fn parse(file: &str) -> Result<Self, String> {
        let lines = file.lines().zip(1..);
        let trees = lines
            .filter(|(line, _)| !line.starts_with('#') && !line.trim().is_empty())
            .map(|(line, number)| {
                let count = line.split_whitespace().count();
                line.split_whitespace()
                    .enumerate()
                    .map(|(at, node)| {
                        Node::parse(node, at, count)
                            .ok_or_else(|| format!("line {number}: `{node}` is no node"))
                    })
                    .collect()
            });
        Ok(Self {
            trees: trees.collect::<Result<_, String>>()?,
        })
    }

    /// How much a unit looks like boilerplate, from 0 to 1.
    pub(crate) fn score(&self, row: &Row) -> f32 {
        let sum: f32 = self.trees.iter().map(|tree| value(tree, row)).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

fn value(tree: &[Node], row: &Row) -> f32 {
    let mut at = 0;
    // Children stand after their parents, so this ends.
    while let Some(node) = tree.get(at) {
        match *node {
            Node::Leaf(value) => return value,
            Node::Split {
                feature,
                threshold,
                left,
                right,
            } => {
                let goes_left = row[usize::from(feature)] <= threshold;
                at = usize::from(if goes_left { left } else { right });
            }
        }
    }
    0.0
}

impl Node {
    /// Reads the node `at` of `count`.
    fn parse(text: &str, at: usize, count: usize) -> Option<Self> {
        let Some((feature, rest)) = text.split_once("<=") else {
            return text.parse().ok().map(Self::Leaf);
        };
        let mut parts = rest.split(':');
        let node = Self::Split {
            feature: feature.parse().ok().filter(|&f| usize::from(f) < COUNT)?,
            threshold: parts.next()?.parse().ok()?,
            left: child(parts.next()?, at, count)?,
            right: child(parts.next()?, at, count)?,
        };
        parts.next().is_none().then_some(node)
    }
}

fn child(text: &str, parent: usize, count: usize) -> Option<u16> {
    let number: u16 = text.parse().ok()?;
    (parent < usize::from(number) && usize::from(number) < count).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_of_the_program_can_be_read() {
        let model = Model::parse(FILE).unwrap();
        assert!(model.trees.len() >= 20);
        assert!(FILE.len() < 500_000);
    }

    #[test]
    fn trees_are_walked_and_summed() {
        let model = Model::parse("# a comment\n0<=1.5:1:2 -2 3\n0.5\n").unwrap();
        let mut row = [0.0; COUNT];
        assert!((model.score(&row) - 0.182_425_5).abs() < 1e-5);
        row[0] = 2.0;
        assert!((model.score(&row) - 0.970_687_8).abs() < 1e-5);
    }

    #[test]
    fn what_would_not_end_is_refused() {
        for file in [
            "0<=1:0:1 2",
            "0<=1:1:9 2",
            "999<=1:1:2 0 0",
            "x",
            "0<=1:1 2",
        ] {
            assert!(Model::parse(file).is_err(), "{file}");
        }
    }
}
