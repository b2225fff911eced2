package query

import (
	"regexp"
	"sync"
	"time"

	"quotewire/internal/api/fault"
)

var zonePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$`)

// Zones shares time zones between answers: each holds several kilobytes, and
// an open stream keeps hold of one. Only names that load are kept, so the zone
// database bounds it.
type Zones struct{ loaded sync.Map } // name -> *time.Location

// Load gives the IANA time zone that a field names, nil for no name. LoadLocation
// also knows "Local", which is the server's own, and reads files: the pattern keeps
// paths out.
func (z *Zones) Load(field, name string) (*time.Location, error) {
	const fix = "send an IANA name such as America/New_York"
	if name == "" {
		return nil, nil
	}
	if loc, ok := z.loaded.Load(name); ok {
		return loc.(*time.Location), nil
	}
	if len(name) > 64 || !zonePattern.MatchString(name) || name == "Local" {
		return nil, fault.Invalid(field, "it is not a time zone", fix)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fault.Invalid(field, "it is not a time zone that we know", fix)
	}
	kept, _ := z.loaded.LoadOrStore(name, loc)
	return kept.(*time.Location), nil
}
