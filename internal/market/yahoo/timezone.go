package yahoo

import "time"

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
