// Package claims holds the model against what the theory of the alliance says.
//
// Each claim is a twin experiment: a study file in configs/claims, whose scenarios
// differ in what the claim is about, and an estimator that is above zero where the
// model does as the claim says. A value is visible from a least size on, which is
// .03 (standard deviations of the last PHQ-9, unless said) where the literature
// has none; that is assumed, and the table says so. Below it a claim is there in
// name only. A claim that no mechanism can express is absent, with the reason.
package claims
