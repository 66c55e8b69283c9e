import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PacerOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/PacerOptions.md","filePath":"api/index/interfaces/PacerOptions.md"}');
const _sfc_main = { name: "api/index/interfaces/PacerOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PacerOptions</p><h1 id="interface-paceroptions" tabindex="-1">Interface: PacerOptions <a class="header-anchor" href="#interface-paceroptions" aria-label="Permalink to &quot;Interface: PacerOptions&quot;">​</a></h1><p>How fast <a href="./../functions/paced.html">paced</a> delivers audio, and in which portions.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="blockms" tabindex="-1">blockMs? <a class="header-anchor" href="#blockms" aria-label="Permalink to &quot;blockMs?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>blockMs?</strong>: <code>number</code></p></blockquote><p>Length of the blocks, 1..10000 ms.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;">20</span></span></code></pre></div><hr><h3 id="clock" tabindex="-1">clock <a class="header-anchor" href="#clock" aria-label="Permalink to &quot;clock&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>clock</strong>: <a href="./Clock.html"><code>Clock</code></a></p></blockquote><p>The pace is kept by this clock.</p><hr><h3 id="signal" tabindex="-1">signal? <a class="header-anchor" href="#signal" aria-label="Permalink to &quot;signal?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>signal?</strong>: <a href="./AbortSignalLike.html"><code>AbortSignalLike</code></a></p></blockquote><p>Once aborted, no more blocks come; the audio ends without an error.</p><hr><h3 id="speed" tabindex="-1">speed? <a class="header-anchor" href="#speed" aria-label="Permalink to &quot;speed?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>speed?</strong>: <code>number</code></p></blockquote><p>1 is live pace, 2 twice as fast; Infinity does not wait.</p><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;">1</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/PacerOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PacerOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PacerOptions as default
};
