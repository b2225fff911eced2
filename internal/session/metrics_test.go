package session_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/session"
)

func wantGauges(t *testing.T, reg prometheus.Gatherer, sessions, bytes int) {
	t.Helper()
	err := testutil.GatherAndCompare(reg, strings.NewReader(fmt.Sprintf(`
# HELP quotewire_session_bytes Text of questions and answers held in conversations.
# TYPE quotewire_session_bytes gauge
quotewire_session_bytes %d
# HELP quotewire_sessions Conversations held.
# TYPE quotewire_sessions gauge
quotewire_sessions %d
`, bytes, sessions)))
	if err != nil {
		t.Error(err)
	}
}

func TestMetricsLint(t *testing.T) {
	reg := prometheus.NewRegistry()
	newStore(t, session.Options{Registerer: reg})
	problems, err := testutil.GatherAndLint(reg)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	wantGauges(t, reg, 0, 0)
}
