package scene

import (
	"image"
	"math"

	"golang.org/x/image/vector"
)

// pt is a place on the picture.
type pt struct{ x, y float64 }

// shape is a set of closed outlines filled as one. Its zero value is empty.
type shape struct {
	outlines [][]pt
}

// poly adds an outline. Either turn will do.
func (s *shape) poly(p ...pt) *shape {
	area := 0.0
	for i, a := range p {
		b := p[(i+1)%len(p)]
		area += a.x*b.y - b.x*a.y
	}
	if area < 0 {
		// All outlines turn one way: where two overlap they add and never cancel.
		q := make([]pt, len(p))
		for i := range p {
			q[len(p)-1-i] = p[i]
		}
		p = q
	}
	s.outlines = append(s.outlines, p)
	return s
}

// box adds an upright rectangle.
func (s *shape) box(x0, y0, x1, y1 float64) *shape {
	return s.poly(pt{x0, y0}, pt{x1, y0}, pt{x1, y1}, pt{x0, y1})
}

// line adds a stroke that goes from width w0 to width w1.
func (s *shape) line(x0, y0, x1, y1, w0, w1 float64) *shape {
	l := math.Hypot(x1-x0, y1-y0)
	if l == 0 {
		return s
	}
	nx, ny := -(y1-y0)/l/2, (x1-x0)/l/2
	return s.poly(pt{x0 + nx*w0, y0 + ny*w0}, pt{x1 + nx*w1, y1 + ny*w1},
		pt{x1 - nx*w1, y1 - ny*w1}, pt{x0 - nx*w0, y0 - ny*w0})
}

// rope adds a line of even width that sags by a part of its length.
func (s *shape) rope(x0, y0, x1, y1, w, sag float64) *shape {
	const parts = 16
	drop := sag * math.Hypot(x1-x0, y1-y0)
	at := func(i int) pt {
		t := float64(i) / parts
		return pt{lerp(x0, x1, t), lerp(y0, y1, t) + 4*drop*t*(1-t)}
	}
	for i := range parts {
		a, b := at(i), at(i+1)
		s.line(a.x, a.y, b.x, b.y, w, w)
	}
	return s
}

// oval adds an ellipse.
func (s *shape) oval(x, y, rx, ry float64) *shape {
	const parts = 28
	p := make([]pt, parts)
	for i := range p {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / parts)
		p[i] = pt{x + rx*cos, y + ry*sin}
	}
	return s.poly(p...)
}

// blob adds an uneven closed form: an ellipse whose edge wanders by a part of
// its radius.
func (s *shape) blob(n noise, x, y, rx, ry, wander float64) *shape {
	const parts = 40
	p := make([]pt, parts)
	for i := range p {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / parts)
		k := 1 + wander*(n.fbm(2*cos+x*31, 2*sin+y*31, 3)+0.5*n.at(7*cos, 7*sin))
		p[i] = pt{x + rx*cos*k, y + ry*sin*k}
	}
	return s.poly(p...)
}

// rough breaks up all outlines so far: edges wander by about by, in bends of
// the length size.
func (s *shape) rough(n noise, by, size float64) *shape {
	for k, p := range s.outlines {
		var q []pt
		for i, a := range p {
			b := p[(i+1)%len(p)]
			parts := min(200, int(math.Hypot(b.x-a.x, b.y-a.y)/size*3)+1)
			for j := range parts {
				t := float64(j) / float64(parts)
				x, y := lerp(a.x, b.x, t), lerp(a.y, b.y, t)
				q = append(q, pt{x + by*n.fbm(x/size, y/size, 3), y + by*n.fbm(x/size+50, y/size+50, 3)})
			}
		}
		s.outlines[k] = q
	}
	return s
}

// mirror returns the shape as still water shows it, turned over at height y.
func (s *shape) mirror(y float64) *shape {
	m := &shape{}
	for _, p := range s.outlines {
		q := make([]pt, len(p))
		for i, a := range p {
			q[i] = pt{a.x, 2*y - a.y}
		}
		m.poly(q...)
	}
	return m
}

// mask says how much of each pixel a shape covers.
type mask struct {
	w, h int
	box  image.Rectangle // beyond it nothing is covered
	a    []uint8
}

// mask draws the shape at the size of the canvas.
func (c *canvas) mask(s *shape) *mask {
	box := c.bounds(s)
	m := &mask{w: c.w, h: c.h, box: box}
	if box.Empty() {
		return m
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	k := float64(c.h)
	place := func(p pt) (float32, float32) {
		return float32(p.x*k - float64(box.Min.X)), float32(p.y*k - float64(box.Min.Y))
	}
	for _, p := range s.outlines {
		r.MoveTo(place(p[0]))
		for _, q := range p[1:] {
			r.LineTo(place(q))
		}
		r.ClosePath()
	}
	dst := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	r.Draw(dst, dst.Rect, image.Opaque, image.Point{})
	m.a = dst.Pix
	return m
}

// bounds is the part of the canvas a shape may touch, in pixels.
func (c *canvas) bounds(s *shape) image.Rectangle {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range s.outlines {
		for _, q := range p {
			x0, x1 = min(x0, q.x), max(x1, q.x)
			y0, y1 = min(y0, q.y), max(y1, q.y)
		}
	}
	if x0 > x1 {
		return image.Rectangle{}
	}
	k := float64(c.h)
	// Held near the canvas before the change to int, which far values overflow.
	pix := func(v float64) int { return int(max(-2, min(1e5, math.Floor(v*k)))) }
	r := image.Rect(pix(x0)-1, pix(y0)-1, pix(x1)+2, pix(y1)+2)
	return r.Intersect(image.Rect(0, 0, c.w, c.h))
}

// paint lays an ink over what the shape covers.
func (c *canvas) paint(s *shape, f ink) { c.veil(s, 0, 1, f) }

// veil lays an ink over what the shape covers, at a strength from 0 to 1, its
// edge blurred by a radius.
func (c *canvas) veil(s *shape, radius, strength float64, f ink) {
	m := c.mask(s)
	if m.box.Empty() {
		return
	}
	if r := int(radius/c.px + 0.2); r > 0 {
		m.blur(r)
	}
	wide := m.box.Dx()
	for j := m.box.Min.Y; j < m.box.Max.Y; j++ {
		y := (float64(j) + 0.5) * c.px
		row, cover := c.row(j), m.a[(j-m.box.Min.Y)*wide:]
		for i := m.box.Min.X; i < m.box.Max.X; i++ {
			if a := cover[i-m.box.Min.X]; a != 0 {
				x := (float64(i) + 0.5) * c.px
				row[i] = row[i].to(f(x, y), strength*float64(a)/255)
			}
		}
	}
}

// blur softens the edge of the mask by about r pixels.
func (m *mask) blur(r int) {
	grown := m.box.Inset(-2 * r).Intersect(image.Rect(0, 0, m.w, m.h))
	a := make([]uint8, grown.Dx()*grown.Dy())
	for j := m.box.Min.Y; j < m.box.Max.Y; j++ {
		from := (j - m.box.Min.Y) * m.box.Dx()
		to := (j-grown.Min.Y)*grown.Dx() + m.box.Min.X - grown.Min.X
		copy(a[to:], m.a[from:from+m.box.Dx()])
	}
	m.box, m.a = grown, a
	w, h := grown.Dx(), grown.Dy()
	line := make([]uint8, max(w, h))
	for range 2 {
		for j := range h {
			boxAlpha(a, line, j*w, 1, w, r)
		}
		for i := range w {
			boxAlpha(a, line, i, w, h, r)
		}
	}
}

// boxAlpha averages n values of a, from at and stride apart, over a window of
// radius r. line is scratch of at least n.
func boxAlpha(a, line []uint8, at, stride, n, r int) {
	get := func(i int) int { return int(a[at+max(0, min(n-1, i))*stride]) }
	sum := 0
	for i := -r; i <= r; i++ {
		sum += get(i)
	}
	for i := range n {
		line[i] = uint8((sum + r) / (2*r + 1))
		sum += get(i+r+1) - get(i-r)
	}
	for i := range n {
		a[at+i*stride] = line[i]
	}
}
