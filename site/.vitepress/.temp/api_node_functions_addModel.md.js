import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: addModel()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/addModel.md","filePath":"api/node/functions/addModel.md"}');
const _sfc_main = { name: "api/node/functions/addModel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / addModel</p><h1 id="function-addmodel" tabindex="-1">Function: addModel() <a class="header-anchor" href="#function-addmodel" aria-label="Permalink to &quot;Function: addModel()&quot;">​</a></h1><blockquote><p><strong>addModel</strong>(<code>from</code>, <code>options</code>): <code>Promise</code>&lt;<a href="./../interfaces/VerifiedModel.html"><code>VerifiedModel</code></a> &amp; <code>object</code>&gt;</p></blockquote><p>Installs a model from its folder, a tarball, or a package of npm, which the <code>npm</code> command fetches and whose scripts are not run. It is copied, checked as <a href="./verifyModel.html">verifyModel</a> does, and appears under its id only when every check holds.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="from" tabindex="-1">from <a class="header-anchor" href="#from" aria-label="Permalink to &quot;from&quot;">​</a></h3><p><code>string</code></p><p>a folder or a <code>.tgz</code>, <code>.tar.gz</code> or <code>.tar</code> file, else the name of a package, with a version perhaps</p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/AddModelOptions.html"><code>AddModelOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/VerifiedModel.html"><code>VerifiedModel</code></a> &amp; <code>object</code>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError FILE_IO for what cannot be read or written, MODEL_NOT_FOUND where it holds no model, OUTPUT_REFUSED where a model of that id is there; what <a href="./verifyModel.html">verifyModel</a> throws</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/addModel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const addModel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  addModel as default
};
