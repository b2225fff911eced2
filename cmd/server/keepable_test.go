package main

import (
	"slices"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// Terms of use are kept: what outlives the process is of those alone who allow it.
func TestWhoseAnswersAreStored(t *testing.T) {
	var stored []string
	for _, k := range sourceKinds() {
		if k.open == nil {
			continue // Yahoo, whose own test has it
		}
		source, err := k.open(httpsource.Options{Key: "k", Provider: simulated(k.provider)})
		if err != nil {
			t.Fatal(err)
		}
		keeper, ok := source.(market.Keeper)
		if !ok {
			continue
		}
		stored = append(stored, k.name)
		if keeper.Keepable() <= 0 || keeper.Provider() != simulated(k.provider) {
			t.Errorf("%s: %v of %v", k.name, keeper.Keepable(), keeper.Provider())
		}
	}
	for _, k := range seriesKinds() {
		source, err := k.open(httpsource.Options{Provider: simulated(k.provider)})
		if err != nil {
			t.Fatal(err)
		}
		keeper, ok := source.(market.Keeper)
		if !ok || keeper.Keepable() <= 0 || keeper.Provider() != simulated(k.provider) {
			t.Errorf("series of %s: %v", k.name, ok)
			continue
		}
		stored = append(stored, "series of "+k.name)
	}
	if want := []string{"ecb", "bankofcanada", "series of treasury", "series of nyfed", "series of fred", "series of ecb"}; !slices.Equal(stored, want) {
		t.Errorf("stored are answers of %q, want %q", stored, want)
	}
}
