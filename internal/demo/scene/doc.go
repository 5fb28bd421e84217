// Package scene draws the pictures of the demo newspaper: eighteen views, from
// a harbour at dawn to a glacier, made by code alone, so that a paper can be
// shown with pictures and without anybody's photographs.
//
// A scene is described in units of its own height and left to seeded noise for
// its accidents, so one name is one picture at every size. The picture is
// painted from far to near on a canvas of float colours, and then printed:
// bloom, vignette, three inks and film grain. The same name and width give the
// same bytes on the same kind of machine; between kinds, the last bit of a
// colour may differ with how they round.
//
// It is not an image library and knows nothing of stories, renditions or the
// store. Nobody should take a scene for a photograph: whoever files one says
// that it was made by an algorithm.
//
// Start at [Draw] and [JPEG]; [All] draws every scene at once. A new scene is
// a function like harbour and a line in pictures.
package scene
