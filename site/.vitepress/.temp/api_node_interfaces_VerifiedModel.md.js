import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: VerifiedModel","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/VerifiedModel.md","filePath":"api/node/interfaces/VerifiedModel.md"}');
const _sfc_main = { name: "api/node/interfaces/VerifiedModel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / VerifiedModel</p><h1 id="interface-verifiedmodel" tabindex="-1">Interface: VerifiedModel <a class="header-anchor" href="#interface-verifiedmodel" aria-label="Permalink to &quot;Interface: VerifiedModel&quot;">​</a></h1><p>A model that has passed every check.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="checks" tabindex="-1">checks <a class="header-anchor" href="#checks" aria-label="Permalink to &quot;checks&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>checks</strong>: readonly <a href="./ModelCheck.html"><code>ModelCheck</code></a>[]</p></blockquote><hr><h3 id="decoderealtimefactor" tabindex="-1">decodeRealTimeFactor <a class="header-anchor" href="#decoderealtimefactor" aria-label="Permalink to &quot;decodeRealTimeFactor&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>decodeRealTimeFactor</strong>: <code>number</code></p></blockquote><hr><h3 id="encoderealtimefactor" tabindex="-1">encodeRealTimeFactor <a class="header-anchor" href="#encoderealtimefactor" aria-label="Permalink to &quot;encodeRealTimeFactor&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>encodeRealTimeFactor</strong>: <code>number</code></p></blockquote><p>Time spent for time of audio here, at 4 frames a packet; above 1 is too slow for a stream.</p><hr><h3 id="model" tabindex="-1">model <a class="header-anchor" href="#model" aria-label="Permalink to &quot;model&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>model</strong>: <code>FoundModel</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/VerifiedModel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const VerifiedModel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  VerifiedModel as default
};
