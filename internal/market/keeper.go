package market

import "time"

// Keeper is a source whose terms allow that its answers outlive the process. The
// answers of other sources are never put into a store.
type Keeper interface {
	// Keepable is for how long, 0 for not at all.
	Keepable() time.Duration
	// Provider is whom Origin names in all its answers.
	Provider() Provider
}

// termsOf is how long answers may be kept, by their provider: where sources of one
// differ, the shortest.
func termsOf[S any](sources []S) map[string]time.Duration {
	terms := make(map[string]time.Duration)
	for _, s := range sources {
		k, ok := any(s).(Keeper)
		if !ok {
			continue
		}
		name, lasts := k.Provider().Name, k.Keepable()
		if old, ok := terms[name]; ok {
			lasts = min(lasts, old)
		}
		terms[name] = lasts
	}
	return terms
}
