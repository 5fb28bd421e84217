// Package quotefeed reads quotes from bytes: the house's own CSV and JSON, as
// `quotes put` and POST /api/quotes take them, and the answers, streams and
// files of market data providers.
//
// It fetches nothing, keeps nothing, and decides nothing about a quote: package
// market does. No price passes through a floating-point number, and nothing a
// feed sends is trusted to be small, whole or well spelled.
//
// Start at [Read] for the house's own forms and at [Decode] for providers.
package quotefeed
