// Package sim is the model.
package sim
