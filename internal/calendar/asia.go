package calendar

import "time"

func tokyo(loc *time.Location) (*Exchange, error) {
	return listed("Tokyo Stock Exchange", "tokyo.txt", hours{
		open: at(9, 0), close: at(15, 30), pause: at(11, 30), resume: at(12, 30),
		before: []hoursUntil{
			{Date{2011, 11, 20}, at(9, 0), at(15, 0), at(11, 0), at(12, 30)},
			{Date{2024, 11, 4}, at(9, 0), at(15, 0), at(11, 30), at(12, 30)},
		},
	}, loc)
}

func hongKong(loc *time.Location) (*Exchange, error) {
	return listed("Hong Kong Exchanges", "hongkong.txt", hours{
		open: at(9, 30), close: at(16, 0), pause: at(12, 0), resume: at(13, 0),
		before: []hoursUntil{
			{Date{2011, 3, 6}, at(10, 0), at(16, 0), at(12, 30), at(14, 30)},
			{Date{2012, 3, 4}, at(9, 30), at(16, 0), at(12, 0), at(13, 30)},
		},
	}, loc)
}

func shanghai(loc *time.Location) (*Exchange, error) {
	return listed("Shanghai and Shenzhen Stock Exchanges", "shanghai.txt",
		hours{open: at(9, 30), close: at(15, 0), pause: at(11, 30), resume: at(13, 0)}, loc)
}

// india leaves out the hour of Muhurat trading before 2020, and that of 2026, whose
// hour was not announced when its list was made.
func india(loc *time.Location) (*Exchange, error) {
	return listed("NSE and BSE", "india.txt", hours{open: at(9, 15), close: at(15, 30)}, loc)
}
