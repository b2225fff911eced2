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

func taiwan(loc *time.Location) (*Exchange, error) {
	return listed("Taiwan Stock Exchange", "taiwan.txt", hours{open: at(9, 0), close: at(13, 30)}, loc)
}

func korea(loc *time.Location) (*Exchange, error) {
	return listed("Korea Exchange", "korea.txt", hours{open: at(9, 0), close: at(15, 30)}, loc)
}

func singapore(loc *time.Location) (*Exchange, error) {
	return listed("Singapore Exchange", "singapore.txt",
		hours{open: at(9, 0), close: at(17, 0), pause: at(12, 0), resume: at(13, 0)}, loc)
}

// thailand opens each half at a moment drawn by lot in the five minutes before.
func thailand(loc *time.Location) (*Exchange, error) {
	return listed("Stock Exchange of Thailand", "thailand.txt", hours{
		open: at(10, 0), close: at(16, 30), pause: at(12, 30), resume: at(14, 0),
		before: []hoursUntil{{Date{2024, 3, 24}, at(10, 0), at(16, 30), at(12, 30), at(14, 30)}},
	}, loc)
}

// indonesia has a longer break on Fridays. From 30 March 2020 to March 2023 it
// traded for shorter hours, the same on all days.
func indonesia(loc *time.Location) (*Exchange, error) {
	pandemic := hoursUntil{Date{2023, 4, 2}, at(9, 0), at(14, 50), at(11, 30), at(13, 30)}
	return listed("Indonesia Stock Exchange", "indonesia.txt", hours{
		open: at(9, 0), close: at(15, 50), pause: at(12, 0), resume: at(13, 30),
		before: []hoursUntil{{Date{2020, 3, 29}, at(9, 0), at(15, 50), at(12, 0), at(13, 30)}, pandemic},
		friday: &hours{
			open: at(9, 0), close: at(15, 50), pause: at(11, 30), resume: at(14, 0),
			before: []hoursUntil{{Date{2020, 3, 29}, at(9, 0), at(15, 50), at(11, 30), at(14, 0)}, pandemic},
		},
	}, loc)
}

// malaysia closes after a quarter of an hour of a call and of trading at its price.
func malaysia(loc *time.Location) (*Exchange, error) {
	return listed("Bursa Malaysia", "malaysia.txt",
		hours{open: at(9, 0), close: at(17, 0), pause: at(12, 30), resume: at(14, 30)}, loc)
}

// vietnam has the continuous hours of Ho Chi Minh City, between its two calls.
func vietnam(loc *time.Location) (*Exchange, error) {
	return listed("Ho Chi Minh City Stock Exchange", "vietnam.txt",
		hours{open: at(9, 15), close: at(14, 30), pause: at(11, 30), resume: at(13, 0)}, loc)
}

// philippines closes, as Malaysia does, after a call and trading at its price. In
// the pandemic it had no afternoon, but for a few weeks of the winter of 2021.
func philippines(loc *time.Location) (*Exchange, error) {
	return listed("Philippine Stock Exchange", "philippines.txt", hours{
		open: at(9, 30), close: at(15, 0), pause: at(12, 0), resume: at(13, 0),
		before: []hoursUntil{
			{Date{2020, 3, 15}, at(9, 30), at(15, 30), at(12, 0), at(13, 30)},
			{until: Date{2021, 12, 5}, open: at(9, 30), close: at(13, 0)},
			{Date{2022, 1, 13}, at(9, 30), at(15, 0), at(12, 0), at(13, 0)},
			{until: Date{2022, 2, 28}, open: at(9, 30), close: at(13, 0)},
		},
	}, loc)
}
