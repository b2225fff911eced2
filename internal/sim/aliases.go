package sim

import "quotewire/internal/sim/wire"

// What faults are set with; sim/wire describes them.
type (
	Options  = wire.Options
	Fault    = wire.Fault
	Match    = wire.Match
	Kind     = wire.Kind
	Duration = wire.Duration
)

// Faults that every server has, and those of several.
const (
	Hang        = wire.Hang
	Stall       = wire.Stall
	Slow        = wire.Slow
	Status      = wire.Status
	HTML        = wire.HTML
	Reset       = wire.Reset
	Cut         = wire.Cut
	Truncate    = wire.Truncate
	Redirect    = wire.Redirect
	ContentType = wire.ContentType
	Gzip        = wire.Gzip
	Oversized   = wire.Oversized
	Late        = wire.Late
	RateLimited = wire.RateLimited
	EmptyResult = wire.EmptyResult
	NullResult  = wire.NullResult
)
