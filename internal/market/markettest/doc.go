// Package markettest is what the tests of sources share: symbols and dates by their text,
// a source before a server that says what it is told to, and what it was asked.
package markettest
