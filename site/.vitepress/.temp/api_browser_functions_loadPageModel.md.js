import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: loadPageModel()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/loadPageModel.md","filePath":"api/browser/functions/loadPageModel.md"}');
const _sfc_main = { name: "api/browser/functions/loadPageModel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / loadPageModel</p><h1 id="function-loadpagemodel" tabindex="-1">Function: loadPageModel() <a class="header-anchor" href="#function-loadpagemodel" aria-label="Permalink to &quot;Function: loadPageModel()&quot;">​</a></h1><blockquote><p><strong>loadPageModel</strong>(<code>options</code>): <code>Promise</code>&lt;<a href="./../../index/interfaces/LatentModel.html"><code>LatentModel</code></a>&gt;</p></blockquote><p>Loads a model for <code>Encoder</code>, <code>Decoder</code>, the streams and WebCodecs&#39; classes in a page: each direction computes in a worker of its own, so that the page stays free.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/LoadPageModelOptions.html"><code>LoadPageModelOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../../index/interfaces/LatentModel.html"><code>LatentModel</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong option; CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED, ABORTED</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/loadPageModel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const loadPageModel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  loadPageModel as default
};
