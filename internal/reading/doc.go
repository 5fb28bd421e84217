// Package reading knows what can be read out of a text by rules alone. The
// same text gives the same answer on every machine and in every release, so
// that it can be kept, compared and tested.
//
// So far it finds texts that are nearly the same: a [news.Signature] is made of
// a text once, and two of them tell how many runs of words the texts share.
// It is not a search for stories on the same event told in other words, and it
// decides nothing: [news.Likeness] does.
//
// Start at [Sign].
package reading
