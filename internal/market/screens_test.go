package market

import (
	"testing"
	"time"
)

func TestScreenIsFreshWhileTraded(t *testing.T) {
	closed := &Screen{Rows: []*Ticker{{State: StateClosed}}}
	for want, s := range map[time.Duration]*Screen{
		whileClosed: closed,
		time.Minute: {Rows: []*Ticker{{State: StateClosed}, {State: StatePre}}},
	} {
		if got := screenTTL(s); got != want {
			t.Errorf("time to live of %v = %s, want %s", s, got, want)
		}
	}
	if got := screenTTL(&Screen{Rows: []*Ticker{{Kind: KindCrypto}}}); got != time.Minute {
		t.Errorf("time to live of coins = %s", got)
	}
}

func TestScreensThatAreNamedCanBeAsked(t *testing.T) {
	for _, name := range ScreenNames() {
		if _, _, err := normalScreen(name, ScreenQuery{}); err != nil {
			t.Errorf("normalScreen(%s): %v", name, err)
		}
	}
}
