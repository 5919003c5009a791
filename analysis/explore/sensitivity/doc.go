// Package sensitivity says which parameters an outcome depends on ([Analyse]), by
// the elementary effects of Morris or the variance shares of Sobol.
package sensitivity
