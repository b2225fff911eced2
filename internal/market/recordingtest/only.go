package recordingtest

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Only fails where a struct has a figure in a field that is not among names: one that
// nobody held against the file, so that nothing says that it was sent.
func Only(t *testing.T, of any, names string) {
	t.Helper()
	v := reflect.Indirect(reflect.ValueOf(of))
	held := strings.Fields(names)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		n, ok := v.Field(i).Interface().(interface{ Get() (float64, bool) })
		if !ok || slices.Contains(held, name) {
			continue
		}
		if figure, present := n.Get(); present {
			t.Errorf("%s is %v, and is held against nothing in the file", name, figure)
		}
	}
}
