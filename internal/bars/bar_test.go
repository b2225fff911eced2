package bars

import "testing"

func TestJoinedBars(t *testing.T) {
	a, b := Bar{1, 5, 6, 4, 5, 5, 10}, Bar{2, 5, 0, 0, 5.5, 5.5, 10}
	if got, want := a.Join(b), (Bar{1, 5, 6, 4, 5.5, 5.5, 20}); got != want {
		t.Errorf("joined with a bar that lacks prices: %+v, want %+v", got, want)
	}
	if got, want := b.Join(a), (Bar{2, 5, 6, 4, 5, 5, 20}); got != want {
		t.Errorf("a bar that lacks prices joined: %+v, want %+v", got, want)
	}
	a.Volume = -1
	if got := a.Join(Bar{Close: -3, Low: -4, High: -2, Volume: -1}); got.Low != -4 || got.High != 6 || got.Volume != -1 {
		t.Errorf("joined with one under zero, no volumes: %+v", got)
	}
}
