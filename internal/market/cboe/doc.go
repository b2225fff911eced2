// Package cboe is Cboe's delayed quotes as a source of market data: American shares,
// funds and some indices, their daily bars and those of the latest session, and chains of
// options.
//
// All of it is 15 minutes late and of the regular session. A file is of one symbol, or
// of all options on it. Cboe's times have no zone: when a file was written is in UTC,
// when something was traded by the clock of New York. A 0 is a figure that it does not
// have, but for volume and open interest of options.
package cboe
