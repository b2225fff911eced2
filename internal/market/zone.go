package market

import (
	"time"
	// Containers and small machines come without a zone database, and a history
	// in the wrong zone has its bars on the wrong days.
	_ "time/tzdata"
)

// zone is the named IANA time zone, or a fixed one of so many seconds east of
// UTC when there is no such name.
func zone(name string, offset int) *time.Location {
	if name != "" && name != "Local" {
		if loc, err := time.LoadLocation(name); err == nil {
			return loc
		}
	}
	if offset == 0 || offset < -24*3600 || offset > 24*3600 {
		return time.UTC
	}
	return time.FixedZone("", offset)
}
