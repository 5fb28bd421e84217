package demo

import (
	"bytes"
	"image"
	"image/jpeg"
	"slices"

	"broadsheet/internal/demo/scene"

	"golang.org/x/image/draw"
	"golang.org/x/sync/errgroup"
)

// jpegQuality is that of press photographs on the web.
const jpegQuality = 80

// drawScenes draws each scene once and returns its JPEG files by width. The
// widest is drawn, the others are scaled from it, as a picture desk would.
func drawScenes(names []string) (map[string]map[int][]byte, error) {
	drawn := make([]map[int][]byte, len(names))
	var g errgroup.Group
	g.SetLimit(4)
	for i, name := range names {
		g.Go(func() error {
			whole, err := scene.Draw(name, slices.Max(widths))
			if err != nil {
				return err
			}
			drawn[i] = map[int][]byte{}
			for _, w := range widths {
				raw, err := encode(whole, w)
				if err != nil {
					return err
				}
				drawn[i][w] = raw
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := map[string]map[int][]byte{}
	for i, name := range names {
		out[name] = drawn[i]
	}
	return out, nil
}

func encode(whole image.Image, width int) ([]byte, error) {
	if b := whole.Bounds(); b.Dx() != width {
		small := image.NewRGBA(image.Rect(0, 0, width, b.Dy()*width/b.Dx()))
		draw.CatmullRom.Scale(small, small.Bounds(), whole, b, draw.Src, nil)
		whole = small
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, whole, &jpeg.Options{Quality: jpegQuality})
	return b.Bytes(), err
}
