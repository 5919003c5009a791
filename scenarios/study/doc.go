// Package study reads study files: a question, a population, scenarios and a seed
// in strict YAML, laid over the environment and flags. It checks everything at
// once ([Faults]), with file, line and the nearest valid name, spreads a design
// over its points, says its JSON schema, and makes of a study the simulations
// that package population carries out.
package study
