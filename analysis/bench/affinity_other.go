//go:build !linux

package main

// onCores starts something; only Linux holds it to some cores.
func onCores(_ int, start func() error) error { return start() }
