package yahoo

import (
	"encoding/json"
	"reflect"
	"testing"
)

// An array is read as its figures are one by one, whatever stands in it.
func TestFiguresAreReadAsEachIs(t *testing.T) {
	for _, text := range []string{
		`[]`, ` [ ] `, `null`, `[1]`, `[1.5,null,-2e3 ,0]`, "[ 1 ,\n\t2 ]", `[true,false,3]`, `[301.4599914550781,1e400,12345678901234567890]`,
		`["4",5]`, `[{"raw":6.5,"fmt":"6.50"},7]`, `[{},{"raw":"8"},9]`, `[[1,2],3]`, `["a,b",1]`, `{"a":1}`, `"[1,2]"`, `12`,
	} {
		var each struct{ A []figure }
		var all struct{ A figures }
		errEach := json.Unmarshal([]byte(`{"A":`+text+`}`), &each)
		errAll := json.Unmarshal([]byte(`{"A":`+text+`}`), &all)
		if (errEach == nil) != (errAll == nil) || !reflect.DeepEqual(each.A, []figure(all.A)) {
			t.Errorf("%s: %v, %v, want %v, %v", text, all.A, errAll, each.A, errEach)
		}
	}
}
