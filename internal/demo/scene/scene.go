package scene

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"runtime"
	"strings"
	"sync"

	"broadsheet/internal/news"
)

// The widths a scene may be drawn at, in pixels.
const (
	MinWidth = 48
	MaxWidth = 2560
)

// quality is the JPEG quality at which a scene 640 pixels wide keeps its grain
// and stays between 20 and 60 KB.
const quality = 80

// picture is one scene: its name, the seed of all that is left to chance in
// it, how it is drawn and how it is printed.
type picture struct {
	name string
	seed noise
	draw func(c *canvas, n noise)
	look look
}

// Names returns the names of all scenes, in a fixed order.
func Names() []string {
	var names []string
	for _, p := range pictures() {
		names = append(names, p.name)
	}
	return names
}

// Draw returns the scene of that name, width pixels wide and two thirds as
// high. The same name and width always give the same picture. The error wraps
// [news.ErrNotFound] for an unknown name and [news.ErrInvalid] for a width
// below [MinWidth] or above [MaxWidth].
func Draw(name string, width int) (image.Image, error) {
	if width < MinWidth || width > MaxWidth {
		return nil, fmt.Errorf("draw scene %q: width %d is not within %d and %d: %w", name, width, MinWidth, MaxWidth, news.ErrInvalid)
	}
	for _, p := range pictures() {
		if p.name == name {
			c := newCanvas(width, int(math.Round(float64(width)/wide)))
			p.draw(c, p.seed)
			return c.finish(p.seed+9001, p.look), nil
		}
	}
	return nil, fmt.Errorf("draw scene %q: no such scene; the scenes are %s: %w", name, strings.Join(Names(), ", "), news.ErrNotFound)
}

// JPEG returns the scene of that name as a JPEG file. The errors are those of
// [Draw].
func JPEG(name string, width int) ([]byte, error) {
	img, err := Draw(name, width)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode scene %q: %w", name, err)
	}
	return b.Bytes(), nil
}

// All returns every scene as a JPEG file by its name, drawn on as many
// processors as there are. The errors are those of [Draw].
func All(width int) (map[string][]byte, error) {
	names := Names()
	files, errs := make([][]byte, len(names)), make([]error, len(names))
	next := make(chan int)
	var done sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		done.Go(func() {
			for i := range next {
				files[i], errs[i] = JPEG(names[i], width)
			}
		})
	}
	for i := range names {
		next <- i
	}
	close(next)
	done.Wait()
	all := make(map[string][]byte, len(names))
	for i, name := range names {
		if errs[i] != nil {
			return nil, errs[i]
		}
		all[name] = files[i]
	}
	return all, nil
}
