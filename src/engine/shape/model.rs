//! The model: boosted regression trees (Friedman, "Greedy function
//! approximation: a gradient boosting machine", 2001), read from a text file.

use std::sync::OnceLock;

use super::features::{COUNT, Row};

/// The file of the model that is part of the program.
const FILE: &str = include_str!("../../../rules/shape.model");

/// Scores this much below what is needed may be so by rounding, on the scale of the
/// trees' sum.
const SLACK: f32 = 0.01;
/// The bit that tells a leaf's number from a node's.
const LEAF: u32 = 1 << 31;

/// An ensemble of trees.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Model {
    trees: Vec<Tree>,
    /// The nodes of all trees.
    splits: Vec<Split>,
    leaves: Vec<f32>,
}

/// A tree of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Tree {
    /// The number of its first node, or of its only leaf.
    root: u32,
    /// What this tree and those after it add up to at most.
    most: f32,
}

/// A node with two children, each the number of another node or of a leaf.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Split {
    feature: u32,
    /// Left up to this value, right above it.
    threshold: f32,
    left: u32,
    right: u32,
}

/// A node as it is written, with the numbers of its children in the tree.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Split {
        feature: u16,
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
        let trees = trees.collect::<Result<Vec<Vec<Node>>, String>>()?;
        let mut model = Self::default();
        trees.iter().for_each(|tree| model.push(tree));
        model.sum_up();
        Ok(model)
    }

    /// Adds a tree.
    fn push(&mut self, nodes: &[Node]) {
        let (mut splits, mut leaves) = (self.splits.len() as u32, self.leaves.len() as u32 | LEAF);
        let number = |node: &Node| {
            let next = match node {
                Node::Split { .. } => &mut splits,
                Node::Leaf(_) => &mut leaves,
            };
            *next += 1;
            *next - 1
        };
        let numbers: Vec<u32> = nodes.iter().map(number).collect();
        for node in nodes {
            match *node {
                Node::Leaf(value) => self.leaves.push(value),
                Node::Split {
                    feature,
                    threshold,
                    left,
                    right,
                } => self.splits.push(Split {
                    feature: feature.into(),
                    threshold,
                    left: numbers[usize::from(left)],
                    right: numbers[usize::from(right)],
                }),
            }
        }
        let values = nodes.iter().filter_map(|node| match node {
            Node::Leaf(value) => Some(*value),
            Node::Split { .. } => None,
        });
        self.trees.extend(numbers.first().map(|&root| Tree {
            root,
            most: values.fold(f32::NEG_INFINITY, f32::max),
        }));
    }

    /// Makes of what each tree is at most what it and those after it are.
    fn sum_up(&mut self) {
        let mut most = 0.0;
        for tree in self.trees.iter_mut().rev() {
            most += tree.most;
            tree.most = most;
        }
    }

    /// How much a unit looks like boilerplate, from 0 to 1.
    pub(crate) fn score(&self, row: &Row) -> f32 {
        score(self.trees.iter().map(|tree| self.value(*tree, row)).sum())
    }

    /// The score of a unit, or `None` where it is below `least`. A score that is
    /// next to it is told.
    pub(super) fn score_from(&self, row: &Row, least: f32) -> Option<f32> {
        // Scores next to 1 are rounded to it.
        let least = least.min(0.999);
        let needed = (least / (1.0 - least)).ln() - SLACK;
        let mut sum = 0.0;
        for tree in &self.trees {
            if sum + tree.most < needed {
                return None;
            }
            sum += self.value(*tree, row);
        }
        Some(score(sum))
    }

    /// The value of the leaf that a row comes to.
    #[inline]
    fn value(&self, tree: Tree, row: &Row) -> f32 {
        let mut at = tree.root;
        // Children stand after their parents, so this ends.
        while let Some(split) = self.splits.get(at as usize) {
            let is_left = row
                .get(split.feature as usize)
                .is_some_and(|value| *value <= split.threshold);
            at = if is_left { split.left } else { split.right };
        }
        let leaf = self.leaves.get((at & !LEAF) as usize);
        leaf.copied().unwrap_or(0.0)
    }
}

fn score(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
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

    proptest::proptest! {
        #[test]
        fn a_score_is_only_left_out_where_it_is_too_low(
            values in proptest::collection::vec(-1.0_f32..120.0, COUNT),
            shares in proptest::collection::vec(proptest::option::of(0.0_f32..1.0), COUNT),
            least in 0.0_f32..1.0,
        ) {
            let mut row = [0.0; COUNT];
            for (value, (large, share)) in row.iter_mut().zip(values.iter().zip(shares)) {
                *value = share.unwrap_or(*large);
            }
            let model = Model::builtin();
            let score = model.score(&row);
            match model.score_from(&row, least) {
                Some(found) => proptest::prop_assert_eq!(found.to_bits(), score.to_bits()),
                None => proptest::prop_assert!(score < least),
            }
            proptest::prop_assert!(model.score_from(&row, score).is_some());
        }
    }
}
