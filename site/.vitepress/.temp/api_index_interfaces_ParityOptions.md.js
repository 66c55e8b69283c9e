import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ParityOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ParityOptions.md","filePath":"api/index/interfaces/ParityOptions.md"}');
const _sfc_main = { name: "api/index/interfaces/ParityOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ParityOptions</p><h1 id="interface-parityoptions" tabindex="-1">Interface: ParityOptions <a class="header-anchor" href="#interface-parityoptions" aria-label="Permalink to &quot;Interface: ParityOptions&quot;">​</a></h1><p>Parity over several messages, for links whose messages are dear and losses long: radio. Plain data.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="interleave" tabindex="-1">interleave? <a class="header-anchor" href="#interleave" aria-label="Permalink to &quot;interleave?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>interleave?</strong>: <code>number</code></p></blockquote><p>Groups that are interleaved, 1..16: bursts of as many messages hit each group once.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;">1</span></span></code></pre></div><hr><h3 id="messages" tabindex="-1">messages <a class="header-anchor" href="#messages" aria-label="Permalink to &quot;messages&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>messages</strong>: <code>number</code></p></blockquote><p>Messages under one parity, 1..16.</p><hr><h3 id="parities" tabindex="-1">parities <a class="header-anchor" href="#parities" aria-label="Permalink to &quot;parities&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>parities</strong>: <code>number</code></p></blockquote><p>Parity messages for them, 1..16; 1 is an XOR, more are a Reed-Solomon code.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ParityOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ParityOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ParityOptions as default
};
