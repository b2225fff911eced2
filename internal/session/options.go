package session

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// Options bound a Store. A field left zero has its default.
type Options struct {
	MaxSessions int           // conversations in all; 10,000
	MaxPerOwner int           // conversations of one owner; 1,000
	MaxTurns    int           // committed turns kept of each, the newest; 20
	MaxBytes    int           // of question and answer text kept of each; 64 KiB, at least 64
	TTL         time.Duration // how long one lives without use; 1h
	// BusyWait is how long Begin waits for the turn that runs on a conversation
	// before it says ErrBusy. A client that gives up an answer may ask its next
	// question before the server has seen it leave: a tenth of a second covers
	// that. 0: not at all. It does not bound the wait for a turn whose end is
	// being sent: see Turn.Ending.
	BusyWait time.Duration
	// Now is the clock; nil: time.Now.
	Now func() time.Time
	// Registerer takes the metrics. Nil: they are kept to the store itself.
	Registerer Registerer
}

func (o Options) withDefaults() Options {
	o.MaxSessions = cmp.Or(o.MaxSessions, 10_000)
	o.MaxPerOwner = cmp.Or(o.MaxPerOwner, 1000)
	o.MaxTurns = cmp.Or(o.MaxTurns, 20)
	o.MaxBytes = cmp.Or(o.MaxBytes, 64<<10)
	o.TTL = cmp.Or(o.TTL, time.Hour)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func (o Options) validate() error {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("session: Options."+format, args...))
		}
	}
	check(o.MaxSessions >= 1, "MaxSessions must be at least 1, is %d", o.MaxSessions)
	check(o.MaxPerOwner >= 1, "MaxPerOwner must be at least 1, is %d", o.MaxPerOwner)
	check(o.MaxTurns >= 1, "MaxTurns must be at least 1, is %d", o.MaxTurns)
	check(o.MaxBytes >= 64, "MaxBytes must be at least 64, is %d", o.MaxBytes)
	check(o.TTL > 0, "TTL must be positive, is %v", o.TTL)
	check(o.BusyWait >= 0, "BusyWait must not be negative, is %v", o.BusyWait)
	return errors.Join(faults...)
}
