package macro

import "strings"

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
