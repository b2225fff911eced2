package market

import "quotewire/internal/calendar"

// Date is a day of the calendar without a time zone.
type Date = calendar.Date
