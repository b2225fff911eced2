package outbound

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// Whether requests are held back shows at once, and that it is over too.
func TestHeldIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reg := prometheus.NewRegistry()
		c := newClient(&script{answer: says(429)}, Options{Registerer: reg})
		shown := func(value string) {
			t.Helper()
			want := `
# HELP quotewire_upstream_held 1 while requests are held back because the provider refused them or was down.
# TYPE quotewire_upstream_held gauge
quotewire_upstream_held{provider="test"} ` + value + "\n"
			if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "quotewire_upstream_held"); err != nil {
				t.Error(err)
			}
		}
		shown("0")
		if err := c.Ask(t.Context(), request(t)); err == nil {
			t.Fatal("no error of a refusal")
		}
		shown("1")
		time.Sleep(time.Minute)
		shown("0")
	})
}
