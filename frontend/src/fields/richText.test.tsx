import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pasted } from './controls/pasted';
import { htmlOf, wordsOf } from './richText';
import { RichView } from './RichView';

describe('rich text', () => {
  it.each([
    ['<p>a<br>b</p><p></p><p>c</p>', 'a\nb\nc'],
    ['<ul><li><p>one</p><ul><li><p>deep</p></li></ul></li><li><p>two</p></li></ul>', 'one\ndeep\ntwo'],
    ['<table><tbody><tr><th><p>k</p></th><td><p>v</p></td></tr></tbody></table>', 'k\nv'],
    ['<table><tbody><tr><th>k</th><td>v</td></tr></tbody></table>', 'k\tv'],
    ['<pre><code>x\n  y</code></pre>', 'x\n  y'],
    ['<p>a &lt;b&gt; &amp;amp;&nbsp;c</p>', 'a <b> &amp; c'],
    ['<p> a   <strong> b</strong> c </p>', 'a b c'],
    ['<p>Paid <strong>now</strong>, 款到发货。</p>', 'Paid now, 款到发货。'],
  ])('has the words that the server reads in %s', (html, words) => {
    expect(wordsOf(html)).toBe(words);
  });

  it('makes paragraphs of plain words', () => {
    expect(htmlOf(' a < b & c\n第二行 ')).toBe('<p>a &lt; b &amp; c</p><p>第二行</p>');
    expect(htmlOf('  ')).toBeNull();
  });

  it('draws nothing but its own vocabulary', () => {
    const { container } = render(
      <RichView html='<h2 onclick="x()">T</h2><img src=x onerror="x()"><script>x()</script><a href="javascript:x()">no</a><a href="https://a.example" onclick="x()">yes</a><p style="position:fixed" class="x">p</p><svg><a href="javascript:1">s</a></svg>' />,
    );
    const inner = container.firstElementChild?.innerHTML;
    expect(inner).toBe(
      '<h2>T</h2>no<a href="https://a.example" target="_blank" rel="noopener noreferrer nofollow">yes</a><p>p</p>',
    );
  });

  it.each([
    ['<h1>a</h1><h5>b</h5>', '<h2>a</h2><h3>b</h3>'],
    ['<style>p{}</style><p onclick="x()">a<img src=x onerror=x()><script>x()</script></p>', '<p>a</p>'],
    ['<p>say onclick="x" and style=bold</p>', '<p>say onclick="x" and style=bold</p>'],
    ['<span style="font-weight:700">a</span>', '<span style="font-weight:700">a</span>'],
  ])('takes the text of what is pasted: %s', (html, text) => {
    expect(pasted(html)).toBe(text);
  });
});
