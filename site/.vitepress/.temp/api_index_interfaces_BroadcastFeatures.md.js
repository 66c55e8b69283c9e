import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: BroadcastFeatures","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/BroadcastFeatures.md","filePath":"api/index/interfaces/BroadcastFeatures.md"}');
const _sfc_main = { name: "api/index/interfaces/BroadcastFeatures.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / BroadcastFeatures</p><h1 id="interface-broadcastfeatures" tabindex="-1">Interface: BroadcastFeatures <a class="header-anchor" href="#interface-broadcastfeatures" aria-label="Permalink to &quot;Interface: BroadcastFeatures&quot;">​</a></h1><p>What a broadcast offers beside audio in mono; a relay that does not support it is sent plain frames. Plain data.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="dtx" tabindex="-1">dtx? <a class="header-anchor" href="#dtx" aria-label="Permalink to &quot;dtx?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>dtx?</strong>: <code>boolean</code> | <a href="./DtxOptions.html"><code>DtxOptions</code></a></p></blockquote><p>Discontinuous transmission: silent frames are left out and signalled instead. For speech: quiet music may be taken for silence.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;">false</span></span></code></pre></div><hr><h3 id="stereo" tabindex="-1">stereo? <a class="header-anchor" href="#stereo" aria-label="Permalink to &quot;stereo?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>stereo?</strong>: <code>boolean</code></p></blockquote><p>Sends spatial parameters, one byte a frame, from which a listener plays stereo: needs two channels of audio and a mono model.</p><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;">false</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/BroadcastFeatures.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BroadcastFeatures = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BroadcastFeatures as default
};
