package api

import (
	"sync"
	"time"
)

// zones shares time zones between answers: each holds several kilobytes, and
// an open stream keeps hold of one. Only names that load are kept, so the zone
// database bounds it.
type zones struct{ loaded sync.Map } // name -> *time.Location

func (z *zones) load(name string) (*time.Location, error) {
	if name == "" {
		return nil, nil
	}
	if loc, ok := z.loaded.Load(name); ok {
		return loc.(*time.Location), nil
	}
	loc, err := loadZone(name)
	if err != nil {
		return nil, err
	}
	kept, _ := z.loaded.LoadOrStore(name, loc)
	return kept.(*time.Location), nil
}
