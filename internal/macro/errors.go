package macro

import (
	"errors"
	"strings"
)

// ErrOff is a series that comes from sources alone which are not asked here.
var ErrOff = errors.New("no source of the series is asked here")

// OffError is an ErrOff. Its text holds nothing that was asked for.
type OffError struct{ Series Series }

// Error says so, with the names of the sources.
func (e *OffError) Error() string { return ErrOff.Error() + ": it comes from " + e.Sources() }

// Unwrap is ErrOff.
func (e *OffError) Unwrap() error { return ErrOff }

// Sources are those that would have to be asked, one of them.
func (e *OffError) Sources() string {
	var names []string
	for _, k := range e.Series.Sources {
		names = append(names, k.Source)
	}
	return strings.Join(names, " or ")
}

// UnknownError is a name that is of no series, or could be of several. Its text holds
// nothing that was asked for.
type UnknownError struct {
	Nearest []Series // those it could mean, or that are most like it; may be none
	Several bool     // it could mean each of Nearest
}

// Error says so, with the ids of the nearest.
func (e *UnknownError) Error() string {
	var ids []string
	for _, s := range e.Nearest {
		ids = append(ids, s.ID)
	}
	text := "no such series"
	if e.Several {
		text = "more than one series has this name"
	}
	if len(ids) > 0 {
		text += ": " + strings.Join(ids, ", ")
	}
	return text
}
