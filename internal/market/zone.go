package market

import (
	"sync"
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

// zones shares time zones between tickers: each takes several kilobytes. The zone
// database bounds them.
type zones struct{ loaded sync.Map } // name -> *time.Location

// of is the named time zone, UTC where there is no such name.
func (z *zones) of(name string) *time.Location {
	if loc, ok := z.loaded.Load(name); ok {
		return loc.(*time.Location)
	}
	loc := zone(name, 0)
	if loc == time.UTC {
		return loc // a name that means nothing is not kept: there is no end of them
	}
	kept, _ := z.loaded.LoadOrStore(name, loc)
	return kept.(*time.Location)
}
