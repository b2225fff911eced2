package wire

import (
	"fmt"
	"log/slog"
	"time"
)

// Options of a simulated world. The zero value is fit for tests.
type Options struct {
	// Now is the world's clock: it decides which sessions have happened.
	// Default time.Now.
	Now func() time.Time
	// Pace is the time between two chunks of the model's answer. Default 0.
	Pace time.Duration
	// Logger hears what the servers could not tell a client. Default none.
	Logger *slog.Logger
}

// WithDefaults is the options with what is left out; it says what cannot be.
func (o Options) WithDefaults() (Options, error) {
	if o.Pace < 0 {
		return o, fmt.Errorf("sim: Options.Pace is %v: want 0 or more", o.Pace)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, nil
}
