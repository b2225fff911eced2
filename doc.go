// Package quotewire is the root of the module. It holds no code, only the test
// that keeps the packages below it apart: see layout_test.go.
package quotewire
