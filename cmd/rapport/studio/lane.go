package studio

import (
	"context"
	"runtime"
)

// waiting is how many requests may wait in a lane for their turn.
const waiting = 256

// lane lets so many requests work at once, and others wait: not for long, and not
// in a long line. Steps and fans have a lane each, so that a class in which
// everybody asks for a fan of a thousand lives does not keep anybody from stepping.
type lane struct {
	work  chan struct{} // places to work
	queue chan struct{} // places to wait, the working ones included
}

func newLane(places, waiting int) lane {
	return lane{make(chan struct{}, places), make(chan struct{}, waiting)}
}

// Fans leave a processor to the steps, where there is more than one.
func fanPlaces() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// enter waits for a place.
func (l lane) enter(ctx context.Context) (leave func(), ok bool) {
	select {
	case l.queue <- struct{}{}:
	default:
		return nil, false
	}
	select {
	case l.work <- struct{}{}:
		return func() { <-l.work; <-l.queue }, true
	case <-ctx.Done():
		<-l.queue
		return nil, false
	}
}
