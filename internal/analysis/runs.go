package analysis

import "cmp"

// Run is consecutive periods or days that go the same way.
type Run struct {
	From, To Point // From is the point before the first step
	Steps    int
}

// Runs are the longest rise and the longest fall by consecutive steps, of
// equals the latest, and the run that the series ends in: Steps is negative
// for a fall there, 0 where the last step went neither way.
func (s Series) Runs() (rise, fall, current Run, err error) {
	if err := s.usable(2); err != nil {
		return Run{}, Run{}, Run{}, err
	}
	start, way := 0, 0
	for i := 1; i < len(s); i++ {
		if step := cmp.Compare(s[i].Value, s[i-1].Value); step != way {
			start, way = i-1, step
		}
		run := Run{s[start], s[i], i - start}
		switch {
		case way > 0 && run.Steps >= rise.Steps:
			rise = run
		case way < 0 && run.Steps >= fall.Steps:
			fall = run
		}
		current = Run{run.From, run.To, run.Steps * way}
	}
	return rise, fall, current, nil
}
