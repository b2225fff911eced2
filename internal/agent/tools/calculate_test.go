package tools

import "testing"

func TestCalculate(t *testing.T) {
	golden(t, "calculate.golden", call(t, &fakeMarket{}, "calculate", `{"expression":"change(171.21, 189.84)"}`))
	golden(t, "calculate-failed.golden", call(t, &fakeMarket{}, "calculate", `{"expression":"1 /\n0"}`))
}
