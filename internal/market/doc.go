// Package market is the ground floor of prices: exact decimals, instruments
// and their quotes, the trading hours of venues, the one rule that says what
// may be shown of a quote now, and how it is written in a language.
//
// It reads no provider's format, keeps nothing, and knows neither SQL nor HTTP.
// No price ever passes through a floating-point number.
//
// Start at [Instrument] for what the desk owns, at [Quote] for what a feed
// sends, and at [Evaluate] for what readers may see of the two.
package market
