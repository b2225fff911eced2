package market

import (
	"sync"
	"time"
	// Containers and small machines come without a zone database, and a history
	// in the wrong zone has its bars on the wrong days.
	_ "time/tzdata"
)

// zones shares time zones between tickers: each takes several kilobytes. The zone
// database bounds them.
type zones struct{ loaded sync.Map } // name -> *time.Location

// of is the named time zone, UTC where there is no such name.
func (z *zones) of(name string) *time.Location {
	if loc, ok := z.loaded.Load(name); ok {
		return loc.(*time.Location)
	}
	if name == "" || name == "Local" {
		return time.UTC
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC // not kept: there is no end of names that mean nothing
	}
	kept, _ := z.loaded.LoadOrStore(name, loc)
	return kept.(*time.Location)
}
