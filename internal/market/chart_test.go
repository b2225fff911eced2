package market

// chartBody is two daily bars of an equity, as recorded.
const chartBody = `{"chart":{"result":[{"meta":{"currency":"USD","symbol":"AAPL","exchangeName":"NMS","fullExchangeName":"NasdaqGS","instrumentType":"EQUITY",` +
	`"firstTradeDate":345479400,"gmtoffset":-18000,"timezone":"EST","exchangeTimezoneName":"America/New_York","longName":"Apple Inc.","dataGranularity":"1d",` +
	`"currentTradingPeriod":{"regular":{"start":1740061800,"end":1740085200}}},"timestamp":[1577975400,1578061800],` +
	`"indicators":{"quote":[{"open":[74.05999755859375,74.2874984741211],"high":[75.1500015258789,75.1449966430664],"low":[73.79750061035156,74.125],` +
	`"close":[75.0875015258789,74.35749816894531],"volume":[135480400,146322800]}],"adjclose":[{"adjclose":[72.71607208251953,72.00910949707031]}]}}],"error":null}}`
