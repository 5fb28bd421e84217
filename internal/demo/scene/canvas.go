package scene

import "math"

// wide is the width of every scene in units of its height. Places are x from 0
// to wide and y from 0 (top) to 1, whatever the size in pixels.
const wide = 1.5

// canvas is a picture in the making. It belongs to the one goroutine that
// draws the scene.
type canvas struct {
	w, h int
	px   float64 // the side of a pixel in units of the height
	pix  []rgb
}

func newCanvas(width, height int) *canvas {
	return &canvas{w: width, h: height, px: 1 / float64(height), pix: make([]rgb, width*height)}
}

// copy returns a canvas of its own with the same picture.
func (c *canvas) copy() *canvas {
	d := newCanvas(c.w, c.h)
	copy(d.pix, c.pix)
	return d
}

// row returns the pixels of row j.
func (c *canvas) row(j int) []rgb { return c.pix[j*c.w : (j+1)*c.w] }

// rowOf returns the row that holds height y, held within the canvas; the last
// bound is exclusive, so y = 1 gives c.h.
func (c *canvas) rowOf(y float64) int {
	return max(0, min(c.h, int(math.Round(y*float64(c.h)))))
}

// each changes every pixel between two heights.
func (c *canvas) each(top, low float64, f func(x, y float64, p rgb) rgb) {
	for j := c.rowOf(top); j < c.rowOf(low); j++ {
		y := (float64(j) + 0.5) * c.px
		row := c.row(j)
		for i := range row {
			row[i] = f((float64(i)+0.5)*c.px, y, row[i])
		}
	}
}

// fill covers everything between two heights.
func (c *canvas) fill(top, low float64, f ink) {
	c.each(top, low, func(x, y float64, _ rgb) rgb { return f(x, y) })
}

// fine covers everything between two heights with an ink that has edges of its
// own: where neighbours differ, four more samples make the pixel.
func (c *canvas) fine(top, low float64, f ink) {
	c.fill(top, low, f)
	first := c.copy()
	j0, j1 := c.rowOf(top), c.rowOf(low)
	q := c.px / 4
	for j := j0; j < j1; j++ {
		y := (float64(j) + 0.5) * c.px
		row := c.row(j)
		for i := range row {
			if !first.edge(i, j, j0, j1) {
				continue
			}
			x := (float64(i) + 0.5) * c.px
			a, b := f(x-q*1.5, y-q*0.5), f(x+q*0.5, y-q*1.5)
			d, e := f(x-q*0.5, y+q*1.5), f(x+q*1.5, y+q*0.5)
			row[i] = a.to(b, 0.5).to(d.to(e, 0.5), 0.5)
		}
	}
}

// edge reports whether a pixel is lighter or darker than one beside it, above
// it (from row j0) or below it (before row j1).
func (c *canvas) edge(i, j, j0, j1 int) bool {
	const much = 0.035
	l := c.pix[j*c.w+i].luma()
	far := func(i, j int) bool { return abs(c.pix[j*c.w+i].luma()-l) > much }
	return i > 0 && far(i-1, j) || i < c.w-1 && far(i+1, j) || j > j0 && far(i, j-1) || j < j1-1 && far(i, j+1)
}

// under lays an ink over what stands below a skyline, with a smooth edge.
func (c *canvas) under(line func(x float64) float64, f ink) {
	for i := range c.w {
		x := (float64(i) + 0.5) * c.px
		top := line(x)
		for j := c.rowOf(top - c.px); j < c.h; j++ {
			y := (float64(j) + 0.5) * c.px
			k := clamp((y-top)/c.px + 0.5)
			if k == 0 {
				continue
			}
			p := &c.pix[j*c.w+i]
			*p = p.to(f(x, y), k)
		}
	}
}

// sample reads the picture between pixels; beyond the edge the edge holds.
func (c *canvas) sample(x, y float64) rgb {
	u := max(0, min(float64(c.w)-1.001, x*float64(c.h)-0.5))
	v := max(0, min(float64(c.h)-1.001, y*float64(c.h)-0.5))
	i, j := int(u), int(v)
	at := j*c.w + i
	a := c.pix[at].to(c.pix[at+1], u-float64(i))
	b := c.pix[at+c.w].to(c.pix[at+c.w+1], u-float64(i))
	return a.to(b, v-float64(j))
}

// soften blurs the picture between two heights by a radius, as a lens does
// with what is out of focus.
func (c *canvas) soften(top, low, radius float64) {
	r := int(radius/c.px + 0.5)
	j0, j1 := c.rowOf(top), c.rowOf(low)
	if r < 1 || j1-j0 < 2 {
		return
	}
	line := make([]rgb, max(c.w, c.h))
	for range 2 {
		for j := j0; j < j1; j++ {
			boxBlur(c.row(j), line, 0, 1, c.w, r)
		}
		for i := range c.w {
			boxBlur(c.pix, line, j0*c.w+i, c.w, j1-j0, r)
		}
	}
}

// boxBlur averages n pixels of p, from at and stride apart, over a window of
// radius r. line is scratch of at least n.
func boxBlur(p, line []rgb, at, stride, n, r int) {
	var sum rgb
	get := func(i int) rgb { return p[at+max(0, min(n-1, i))*stride] }
	add := func(o rgb, f float32) { sum.r += o.r * f; sum.g += o.g * f; sum.b += o.b * f }
	for i := -r; i <= r; i++ {
		add(get(i), 1)
	}
	k := 1 / float64(2*r+1)
	for i := range n {
		line[i] = sum.times(k)
		add(get(i+r+1), 1)
		add(get(i-r), -1)
	}
	for i := range n {
		p[at+i*stride] = line[i]
	}
}
