package wire

import (
	"fmt"
	"testing"
)

const folder = "/v8/finance/chart/"

func TestTheLogIsBounded(t *testing.T) {
	l := newLedger()
	for range 3 * ledgerRecords {
		l.leave(l.arrive(Record{Path: "/x"}, func() {}), false, 0)
	}
	log := l.Log()
	if len(log) != ledgerRecords || log[0].N != 2*ledgerRecords+1 || l.Total() != 3*ledgerRecords || l.Requests("/x") != 3*ledgerRecords {
		t.Errorf("%d records, first %d, total %d", len(log), log[0].N, l.Total())
	}
}

func TestPathsAreBoundedAndCounted(t *testing.T) {
	l := newLedger()
	for i := range 2 * ledgerPaths {
		l.leave(l.arrive(Record{Path: fmt.Sprintf("%sZZ%d", folder, i)}, func() {}), false, 0)
	}
	if n := len(l.Summary().Paths); n != ledgerPaths+1 || l.Requests(folder) != 2*ledgerPaths {
		t.Errorf("%d paths, %d requests", n, l.Requests(folder))
	}
}
