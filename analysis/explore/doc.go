// Package explore is the part of the analysis that runs the model again and
// again. It runs the evidence study for the scorecard ([Validate]) and switches
// mechanisms off one at a time ([Switches]); package fit fits parameters, power
// sizes studies, sensitivity finds what an outcome depends on. They share the
// journal of evaluations ([Journal]), which lets a stopped search go on.
package explore
